;; tries: a sequence that would colour a terminal, in the eight-bit form of escapes
;; meets: ok
;; keeps: samples=1 logs=1
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\c2\9b31m")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $gauge (i32.const 0) (i32.const 5) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $log (i32.const 1) (i32.const 0) (i32.const 5)))
    (i32.const 0)))
