;; tries: a function of the host by a wrong type
;; meets: bad module
;; detail: it imports check/v1.log as (i64) -> (); it is (i32 i32 i32) -> i32
(module
  (import "check/v1" "log" (func (param i64)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
