;; tries: 1,024 times the whole memory as standard output in one call
;; meets: ok
;; keeps: logs=1
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 960)
  (func (export "_initialize") (local $n i32)
    (loop
      (i32.store offset=4 (i32.shl (local.get $n) (i32.const 3)) (i32.const 0x3c00000))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 1024)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1024) (i32.const 8192))))
