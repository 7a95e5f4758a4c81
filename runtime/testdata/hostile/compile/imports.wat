;; tries: 20,000 imports of one function
;; meets: bad module
;; detail: …found 20000 imports, cap imports allows 1000; …
(module
  (@repeat 20000 (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
