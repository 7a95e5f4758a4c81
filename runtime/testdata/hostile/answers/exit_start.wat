;; tries: an exit in the start section
;; meets: exit
;; detail: exit code 0
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (start $f)
  (func $f (call $proc_exit (i32.const 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
