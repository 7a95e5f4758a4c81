;; tries: 3,000 returns of 100 values
;; meets: bad module
;; detail: …as weight of the instructions of one function, cap code allows 170000; …
(module
  (memory (export "memory") 1)
  (type $same (func (param (@repeat 100 i32)) (result (@repeat 100 i32))))
  (type $gives (func (result (@repeat 100 i32))))
  (func (type $gives)
    (@repeat 100 i32.const 0) (@repeat 3000 i32.const 1 if (type $same) return end))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
