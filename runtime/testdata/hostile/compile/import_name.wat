;; tries: an import whose name is 10 MB long
;; meets: bad module
;; detail: …found 10000000 bytes of one name, cap name_bytes allows 1024; …
(module
  (import "env" (@repeat 1000000 "0123456789") (func))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
