;; tries: code that takes a number with a fraction for a place in a table
;; meets: bad module
;; detail: compiling: invalid function[0]: cannot pop the offset in table for call_indirect
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (type $void (func))
  (func (call_indirect (type $void) (f64.const 1)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
