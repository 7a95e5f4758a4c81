;; tries: fd_write that has its answer written behind the memory
;; meets: bad pointer
;; detail: 4 bytes at 65533, of a memory of 65536 bytes
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $fd_write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 65533))))
