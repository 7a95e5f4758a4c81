;; tries: poll_oneoff whose events and their number lie over the subscriptions
;; meets: ok
(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $poll (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 8))))
