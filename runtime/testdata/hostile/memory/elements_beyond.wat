;; tries: elements behind the end of the table, which the engine leaves out, and a call of one
;; meets: trap
;; detail: invalid table access
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $f $f)
  (func $f)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call_indirect (i32.const 0))
    (i32.const 0)))
