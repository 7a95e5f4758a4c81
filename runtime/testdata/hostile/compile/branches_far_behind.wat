;; tries: 20 tables of 5,000 branches behind 1,000 blocks
;; meets: bad module
;; detail: …found 14017500 as sum of how far behind others the branches of one function lie, cap flow allows 10000000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32)
    (@repeat 1000 (block (br_if 0 (local.get $c))))
    (@repeat 20 (block (br_table (@repeat 5000 0) (local.get $c)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
