;; tries: random numbers for all 4 GiB
;; meets: bad pointer
;; detail: 4294967295 bytes at 0, of a memory of 65536 bytes
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $random_get (i32.const 0) (i32.const -1))))
