;; tries: a bad pointer in a handler that catches everything, in a loop
;; meets: bad pointer
;; detail: 1 bytes at 4294967295, of a memory of 65536 bytes
(module
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (block $caught
        (try_table (catch_all $caught) (drop (call $log (i32.const 1) (i32.const -1) (i32.const 1)))))
      (br 0))
    (i32.const 0)))
