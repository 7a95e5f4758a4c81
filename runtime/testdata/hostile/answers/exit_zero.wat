;; tries: an exit with 0, before the end
;; meets: exit
;; detail: exit code 0
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $proc_exit (i32.const 0))
    (i32.const 0)))
