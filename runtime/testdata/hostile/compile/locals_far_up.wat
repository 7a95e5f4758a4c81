;; tries: a local that is looked for 50,000 times, 3,000 blocks up
;; meets: bad module
;; detail: …cap steps allows 1500000; …
(module
  (memory (export "memory") 1)
  (func (param $c i32) (local i32)
    (block
      (@repeat 3000 (br_if 0 (local.get $c)))
      (@repeat 50000 (drop (local.get 1)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
