;; tries: a memory that starts larger than its limit
;; limits: memory_bytes=131072
;; meets: memory
;; detail: the module starts with 196608 bytes of memory and tables, over the limit of 131072
(module
  (memory (export "memory") 3)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
