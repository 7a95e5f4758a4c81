;; tries: 1,000 blocks that take and give 100 values, each left in two ways
;; meets: bad module
;; detail: …as weight of the instructions of one function, cap code allows 170000; …
(module
  (memory (export "memory") 1)
  (type $same (func (param (@repeat 100 i32)) (result (@repeat 100 i32))))
  (type $gives (func (result (@repeat 100 i32))))
  (func
    (@repeat 100 i32.const 0) (@repeat 1000 block (type $same) i32.const 1 br_if 0 end) (@repeat 100 drop))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
