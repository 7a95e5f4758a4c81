//! ten.c in Rust: 10 metrics with two tags each, by handle in one batch, with what a check gets from the standard library
//! (an allocator, formatting, panics) and from the target (a stack of 1 MiB). scripts/fixtures builds it.

use std::sync::Mutex;

#[used]
#[link_section = "sandpiper.manifest"]
static MANIFEST: [u8; 98] =
	*br#"{"name": "ten", "version": "0.1.0", "abi": "check/v1", "description": "reports 10 tagged metrics"}"#;

#[link(wasm_import_module = "check/v1")]
extern "C" {
	fn metric(
		kind: i32, name: *const u8, name_len: usize, tags: *const Text, tags_len: usize,
		hostname: *const u8, hostname_len: usize, device: *const u8, device_len: usize,
	) -> i32;
	fn submit(samples: *const Sample, samples_len: usize) -> i32;
}

#[repr(C)]
struct Text(*const u8, usize);

fn text(s: &'static str) -> Text {
	Text(s.as_ptr(), s.len())
}

#[repr(C)]
struct Sample {
	handle: i32,
	flags: i32,
	value: f64,
}

const GAUGE: i32 = 0;
const METRICS: usize = 10;

static HANDLES: Mutex<Vec<i32>> = Mutex::new(Vec::new());

#[no_mangle]
pub extern "C" fn _initialize() {
	let tags = vec![text("role:frontend"), text("zone:eu-west-1a")];
	let none = std::ptr::null();
	*HANDLES.lock().unwrap() = (0..METRICS)
		.map(|i| {
			let name = format!("ten.metric.no.{}", i);
			unsafe { metric(GAUGE, name.as_ptr(), name.len(), tags.as_ptr(), tags.len(), none, 0, none, 0) }
		})
		.collect();
}

#[no_mangle]
pub extern "C" fn check_run() -> i32 {
	let handles = HANDLES.lock().unwrap();
	let samples: Vec<Sample> =
		handles.iter().enumerate().map(|(i, &handle)| Sample { handle, flags: 0, value: i as f64 }).collect();
	unsafe { submit(samples.as_ptr(), samples.len()) }
}

#[no_mangle]
pub extern "C" fn sandpiper_abi_v1() {}
