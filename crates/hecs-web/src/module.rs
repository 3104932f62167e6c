//! The functions of the WebAssembly module.
//!
//! A page gets room for what it has to say ([`hecs_input`]), writes there, and calls [`hecs_open`] or [`hecs_ask`]; both give 0
//! where the output is the answer and 1 where it is the reason why there is none, in words. The output lies at
//! [`hecs_output`] and is [`hecs_output_length`] bytes long, until the next call. A panic ends the module; what it said is
//! then the output, and the module is not to be called for anything else.

// Names of the module must be those of the functions, which an attribute says that counts as unsafe code.
#![allow(unsafe_code)]

use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use crate::{Opened, Request, WebError};

/// What a page says and is told.
struct State {
    /// Name of the file, its bytes, and a request, in this order.
    inputs: [Vec<u8>; 3],
    opened: Option<Opened>,
}

static STATE: Mutex<State> = Mutex::new(State {
    inputs: [const { Vec::new() }; 3],
    opened: None,
});

/// Apart from the state, which is locked while something panics.
static OUTPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

const NAME: usize = 0;
const BYTES: usize = 1;
const REQUEST: usize = 2;

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Room for `length` bytes of an input: 0 for the name of a file, 1 for its bytes, 2 for a request; null for any other.
#[unsafe(no_mangle)]
pub extern "C" fn hecs_input(which: usize, length: usize) -> *mut u8 {
    let mut state = locked(&STATE);
    let Some(input) = state.inputs.get_mut(which) else {
        return std::ptr::null_mut();
    };
    *input = vec![0; length];
    input.as_mut_ptr()
}

/// Reads the file whose name and bytes were written; the output lists its structures as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn hecs_open() -> u32 {
    answered(|state| {
        state.opened = None;
        let name = String::from_utf8_lossy(&state.inputs[NAME]).into_owned();
        let bytes = std::mem::take(&mut state.inputs[BYTES]);
        let opened = Opened::read(&name, bytes)?;
        let list = serde_json::to_vec(&opened.structures()).map_err(WebError::not_written);
        state.opened = Some(opened);
        list
    })
}

/// Answers the request that was written about the open file.
#[unsafe(no_mangle)]
pub extern "C" fn hecs_ask() -> u32 {
    answered(|state| {
        let request = Request::from_json(&String::from_utf8_lossy(&state.inputs[REQUEST]))?;
        let opened = state.opened.as_ref().ok_or(WebError::NothingOpen)?;
        opened.answer(&request)
    })
}

/// Where the output begins.
#[unsafe(no_mangle)]
pub extern "C" fn hecs_output() -> *const u8 {
    locked(&OUTPUT).as_ptr()
}

/// Bytes of the output.
#[unsafe(no_mangle)]
pub extern "C" fn hecs_output_length() -> usize {
    locked(&OUTPUT).len()
}

fn answered(work: impl FnOnce(&mut State) -> Result<Vec<u8>, WebError>) -> u32 {
    static HOOK: Once = Once::new();
    // Elsewhere the words of a panic are for whoever runs the program.
    if cfg!(target_family = "wasm") {
        HOOK.call_once(|| {
            std::panic::set_hook(Box::new(|panic| {
                *locked(&OUTPUT) = panic.to_string().into_bytes();
            }));
        });
    }
    let answer = work(&mut locked(&STATE));
    let (code, output) = match answer {
        Ok(output) => (0, output),
        Err(error) => (1, error.to_string().into_bytes()),
    };
    *locked(&OUTPUT) = output;
    code
}
