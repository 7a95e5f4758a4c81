;; tries: sockets and signals
;; meets: ok
(module
  (import "wasi_snapshot_preview1" "sock_accept" (func $sock_accept (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_send" (func $sock_send (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_shutdown" (func $sock_shutdown (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_raise" (func $proc_raise (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.ne (call $sock_accept (i32.const 3) (i32.const 0) (i32.const 64)) (i32.const 52))
    (i32.ne (call $sock_send (i32.const 3) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 64)) (i32.const 52))
    (i32.ne (call $sock_shutdown (i32.const 3) (i32.const 3)) (i32.const 52))
    (i32.ne (call $proc_raise (i32.const 9)) (i32.const 52))
    i32.or
    i32.or
    i32.or))
