;; tries: an export whose name is 10 MB long
;; meets: bad module
;; detail: …found 10000000 bytes of one name, cap name_bytes allows 1024; …
(module
  (memory (export "memory") 1)
  (func (export (@repeat 1000000 "0123456789")))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
