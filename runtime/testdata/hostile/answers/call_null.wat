;; tries: a call of an entry of a table that is empty
;; meets: trap
;; detail: invalid table access
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call_indirect (i32.const 0))
    (i32.const 0)))
