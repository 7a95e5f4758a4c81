;; tries: 20,000 types
;; meets: bad module
;; detail: …found 20002 function types, cap types allows 1000; …
(module
  (memory (export "memory") 1)
  (@repeat 20000 (type (func (param (@repeat 20 i64)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
