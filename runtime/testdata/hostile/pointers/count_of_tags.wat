;; tries: 2^29 tags, which are no bytes if their size is computed in 32 bits
;; meets: bad pointer
;; detail: 4294967295 bytes at 0, of a memory of 65536 bytes
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $gauge (i32.const 0) (i32.const 4) (f64.const 1)
        (i32.const 0) (i32.const 536870912) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0))))
