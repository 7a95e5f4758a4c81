;; tries: a million calls through a table, each of which is much code
;; meets: bad module
;; detail: …as weight of the instructions of the module, more in long functions, cap module_code allows 22000000; …
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (@repeat 1000 (func (result i32)
    i32.const 0 (@repeat 1000 call_indirect (result i32))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
