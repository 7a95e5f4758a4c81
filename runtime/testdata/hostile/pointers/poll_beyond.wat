;; tries: a sleep whose answer would be written behind the memory
;; meets: bad pointer
;; detail: 4 bytes at 4294967292, of a memory of 65536 bytes
(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 24) "\00\40\37\f7\46\03\00\00")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $poll_oneoff (i32.const 0) (i32.const 64) (i32.const 1) (i32.const -4))))
