//! Answers for what an iterator gives: in order, in parallel, and in constant memory.

use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use hecs_cli::answers::{Given, Question};
use hecs_core::Stop;
use pyo3::prelude::*;
use rayon::ThreadPool;

use crate::answer::Answer;
use crate::given::Handed;
use crate::waiting;

/// Things that are taken from the iterator before the first of them is answered, per thread: enough that no thread waits.
const AHEAD_PER_THREAD: usize = 8;

/// An iterator of answers. The calling thread takes from the source and waits, the threads of the pool read and compute.
#[pyclass(module = "hecs._hecs")]
pub(crate) struct Stream {
    /// The source, until it is at its end.
    items: Option<Py<PyAny>>,
    jobs: Option<Sender<(usize, Given)>>,
    told: Mutex<Receiver<(usize, Vec<Answer>)>>,
    /// Said where nothing more is wanted.
    stop: Stop,
    ahead: usize,
    /// How many things were taken from the source, and of how many the answers were handed over.
    begun: usize,
    handed_over: usize,
    waiting: BTreeMap<usize, Vec<Answer>>,
    ready: VecDeque<Answer>,
}

impl Stream {
    pub(crate) fn new(items: Py<PyAny>, question: Arc<Question>, pool: &ThreadPool) -> Self {
        let (jobs, todo) = channel::<(usize, Given)>();
        let (tell, told) = channel();
        let stop = Stop::new();
        let todo = Arc::new(Mutex::new(todo));
        let asked = stop.clone();
        // A thread that finds no job any more is free for what is left of parallelism inside the others'.
        pool.spawn_broadcast(move |_| {
            while !asked.is_up() {
                let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok((number, given)) = job else { break };
                let entries = question.entries(given).into_iter();
                let answers = entries.take_while(|_| !asked.is_up());
                let answers = answers
                    .map(|entry| Answer::of(&question, entry, &asked))
                    .collect();
                if tell.send((number, answers)).is_err() {
                    break;
                }
            }
        });
        Self {
            items: Some(items),
            jobs: Some(jobs),
            told: Mutex::new(told),
            stop,
            ahead: AHEAD_PER_THREAD * pool.current_num_threads(),
            begun: 0,
            handed_over: 0,
            waiting: BTreeMap::new(),
            ready: VecDeque::new(),
        }
    }

    /// Takes from the source what the threads may work on by now.
    fn fill(&mut self, py: Python<'_>) -> PyResult<()> {
        while self.begun - self.handed_over < self.ahead {
            let Some(items) = &self.items else { break };
            let next = items
                .bind(py)
                .cast::<pyo3::types::PyIterator>()?
                .clone()
                .next();
            let (Some(item), Some(jobs)) = (next.transpose()?, &self.jobs) else {
                self.items = None;
                self.jobs = None;
                break;
            };
            let Handed(given) = item.extract()?;
            // The threads end before this one only where they have panicked, which the wait finds out.
            let _ = jobs.send((self.begun, given));
            self.begun += 1;
        }
        Ok(())
    }

    fn next(&mut self, py: Python<'_>) -> PyResult<Option<Answer>> {
        loop {
            if let Some(answer) = self.ready.pop_front() {
                return Ok(Some(answer));
            }
            self.fill(py)?;
            if let Some(answers) = self.waiting.remove(&self.handed_over) {
                self.handed_over += 1;
                self.ready.extend(answers);
                continue;
            }
            if self.handed_over == self.begun {
                return Ok(None);
            }
            let told = self.told.get_mut().unwrap_or_else(PoisonError::into_inner);
            let Some((number, answers)) = waiting::next(py, told)? else {
                return Err(crate::errors::of("bug", "the threads of hecs have ended"));
            };
            self.waiting.insert(number, answers);
        }
    }

    fn end(&mut self) {
        self.stop.say();
        self.items = None;
        self.jobs = None;
        self.handed_over = self.begun;
        self.waiting.clear();
        self.ready.clear();
    }
}

#[pymethods]
impl Stream {
    fn __iter__(stream: PyRef<'_, Self>) -> PyRef<'_, Self> {
        stream
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Answer>> {
        let next = self.next(py);
        if next.is_err() {
            self.end();
        }
        next
    }

    /// Gives up what is not answered yet.
    fn close(&mut self) {
        self.end();
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.stop.say();
    }
}
