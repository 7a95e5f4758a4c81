;; tries: a table of somebody else
;; meets: bad module
;; detail: it imports the table check/v1.table; only functions can be imported
(module
  (import "check/v1" "table" (table 1 funcref))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
