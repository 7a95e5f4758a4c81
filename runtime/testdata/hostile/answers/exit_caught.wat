;; tries: an exit in a handler that catches everything, in a loop
;; meets: exit
;; detail: exit code 1
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (block $caught
        (try_table (catch_all $caught) (call $proc_exit (i32.const 1))))
      (br 0))
    (i32.const 0)))
