;; tries: check_run that is a function of the host
;; meets: ok
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (memory (export "memory") 1)
  (export "check_run" (func $sched_yield))
  (func (export "sandpiper_abi_v1")))
