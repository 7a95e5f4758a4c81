;; tries: 2^28+1 records, which are 16 bytes if their size is computed in 32 bits
;; meets: bad pointer
;; detail: 4294967295 bytes at 0, of a memory of 65536 bytes
(module
  (import "check/v1" "submit" (func $submit (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $submit (i32.const 0) (i32.const 0x10000001))))
