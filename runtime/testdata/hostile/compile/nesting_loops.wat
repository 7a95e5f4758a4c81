;; tries: 20,000 loops inside each other
;; meets: bad module
;; detail: …found 2001 blocks inside each other, cap nesting allows 2000; …
(module
  (memory (export "memory") 1)
  (func (@repeat 20000 loop) (@repeat 20000 end))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
