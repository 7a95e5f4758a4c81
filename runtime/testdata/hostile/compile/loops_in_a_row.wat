;; tries: 5,000 loops one after another
;; meets: bad module
;; detail: …found 10000096 as sum of how far behind others the branches of one function lie, cap flow allows 10000000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32)
    (@repeat 5000 (loop (br_if 0 (local.get $c)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
