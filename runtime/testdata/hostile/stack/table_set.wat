;; tries: a function that puts itself into a table and calls what is there
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem declare func $f)
  (func $f
    (table.set (i32.const 0) (ref.func $f))
    (call_indirect (i32.const 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
