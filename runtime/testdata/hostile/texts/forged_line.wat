;; tries: a line of log with another line in it
;; meets: ok
;; keeps: logs=1
(module
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "all is well\n2026-01-01 00:00:00 ERROR agent: disk is full, call 555-0100")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $log (i32.const 1) (i32.const 0) (i32.const 72)))
    (i32.const 0)))
