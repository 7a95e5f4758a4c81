;; tries: a call by a type that the function does not have
;; meets: trap
;; detail: indirect call type mismatch
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $f)
  (func $f (param i64))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call_indirect (i32.const 0))
    (i32.const 0)))
