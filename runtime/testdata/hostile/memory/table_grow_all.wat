;; tries: table.grow by 2^31
;; meets: ok
(module
  (memory (export "memory") 1)
  (table 0 externref)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.add (table.grow (ref.null extern) (i32.const 0x80000000)) (i32.const 1))))
