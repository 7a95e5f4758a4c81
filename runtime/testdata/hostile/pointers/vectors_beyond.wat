;; tries: fd_write of a vector that points behind the memory
;; meets: bad pointer
;; detail: 4294967295 bytes at 4294967295, of a memory of 65536 bytes
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\ff\ff\ff\ff\ff\ff\ff\ff")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
