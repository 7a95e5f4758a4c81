;; tries: sequences that would clear a terminal and rename it, as name, log, warning and failure
;; meets: failed
;; detail: [2J]0;owned
;; keeps: samples=1 logs=1
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (import "check/v1" "warning" (func $warning (param i32 i32) (result i32)))
  (import "check/v1" "fail" (func $fail (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\1b[2J\1b]0;owned\07")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $gauge (i32.const 0) (i32.const 14) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $log (i32.const 1) (i32.const 0) (i32.const 14)))
    (drop (call $warning (i32.const 0) (i32.const 14)))
    (drop (call $fail (i32.const 0) (i32.const 14) (i32.const 0) (i32.const 14) (i32.const 0) (i32.const 14)))
    (i32.const 0)))
