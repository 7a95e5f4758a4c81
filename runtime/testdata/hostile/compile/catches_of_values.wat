;; tries: 9,000 handlers that hand on 100 values
;; meets: bad module
;; detail: …as weight of the instructions of one function, cap code allows 170000; …
(module
  (memory (export "memory") 1)
  (type $same (func (param (@repeat 100 i32)) (result (@repeat 100 i32))))
  (type $gives (func (result (@repeat 100 i32))))
  (tag $e (param (@repeat 100 i32)))
  (func (type $gives)
    try_table (@repeat 9000 (catch $e 0)) end (@repeat 100 i32.const 0))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
