;; tries: 30,000 operands that wait for 500 loops
;; meets: bad module
;; detail: …found 1320043 as sum of the blocks through which the values of one function are kept, cap live allows 1200000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32)
    (@repeat 30000 local.get $c)
    (@repeat 500 (loop (br_if 0 (local.get $c))))
    (@repeat 30000 drop))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
