;; tries: table.grow by 100 million entries
;; meets: ok
(module
  (memory (export "memory") 1)
  (table 0 funcref)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.add (table.grow (ref.null func) (i32.const 100000000)) (i32.const 1))))
