;; tries: 20,000 globals
;; meets: bad module
;; detail: …found 20000 globals, cap globals allows 1000; …
(module
  (memory (export "memory") 1)
  (@repeat 20000 (global (mut v128) (v128.const i64x2 0 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
