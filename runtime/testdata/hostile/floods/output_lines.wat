;; tries: an endless flood of empty lines on standard error
;; limits: fuel=10000000
;; meets: fuel
;; fuel: 10000286
;; keeps: logs=16384
;; refused: 136974 over the limit of log bytes
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\00\04\00\00")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (memory.fill (i32.const 16) (i32.const 10) (i32.const 1024))
    (loop
      (drop (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br 0))
    (i32.const 0)))
