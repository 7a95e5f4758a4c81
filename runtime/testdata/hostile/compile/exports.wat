;; tries: 20,000 exports
;; meets: bad module
;; detail: …found 20003 exports, cap exports allows 1000; …
(module
  (memory (export "memory") 1)
  (@repeat 20000 (export "x" (func 0)))
  (func)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
