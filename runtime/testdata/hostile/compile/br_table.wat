;; tries: a br_table with a million targets
;; meets: bad module
;; detail: …found 1000008 bytes of one function body, cap body_bytes allows 262144; …
(module
  (memory (export "memory") 1)
  (func (br_table (@repeat 1000000 0) (i32.const 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
