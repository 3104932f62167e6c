//! Partial least squares with one response: cross-validation, VIP, applicability.
