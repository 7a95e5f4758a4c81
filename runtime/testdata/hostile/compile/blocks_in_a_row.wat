;; tries: 8,000 blocks one after another, each left in two ways
;; meets: bad module
;; detail: …found 10006541 as sum of how far behind others the branches of one function lie, cap flow allows 10000000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32)
    (@repeat 8000 (block (br_if 0 (local.get $c)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
