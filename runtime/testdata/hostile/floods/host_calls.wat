;; tries: host calls without end that do nothing
;; meets: quota
;; detail: the run made more than 1000000 host calls
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (drop (call $sched_yield))
      (br 0))
    (i32.const 0)))
