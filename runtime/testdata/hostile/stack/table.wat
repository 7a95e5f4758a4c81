;; tries: a function that calls itself through a table
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $f)
  (func $f (call_indirect (i32.const 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
