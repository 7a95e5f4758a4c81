;; tries: a pointer behind a memory that has grown, and one behind that
;; limits: memory_bytes=196608
;; meets: bad pointer
;; detail: 1 bytes at 131072, of a memory of 131072 bytes
;; keeps: logs=1
(module
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (memory.grow (i32.const 1)))
    (drop (call $log (i32.const 1) (i32.const 131071) (i32.const 1)))
    (call $log (i32.const 1) (i32.const 131072) (i32.const 1))))
