;; tries: fd_write whose vectors are what is written, and whose answer lies over them
;; meets: ok
;; keeps: logs=1
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\00\00\00\00\08\00\00\00")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 0))))
