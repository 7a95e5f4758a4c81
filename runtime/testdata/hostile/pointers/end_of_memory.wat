;; tries: the last byte of the memory, and then the one behind it
;; meets: bad pointer
;; detail: 1 bytes at 65536, of a memory of 65536 bytes
;; keeps: logs=1
(module
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 65535) "x")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $log (i32.const 1) (i32.const 65535) (i32.const 1)))
    (call $log (i32.const 1) (i32.const 65536) (i32.const 1))))
