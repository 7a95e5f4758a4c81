;; tries: a sleep until the end of time on the clock of the day
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 24) "\ff\ff\ff\ff\ff\ff\ff\7f\00\00\00\00\00\00\00\00\01")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128))))
