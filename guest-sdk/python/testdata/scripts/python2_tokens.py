# What is rewritten token by token is what lib2to3 makes of it, on the same lines.
import ast

from checks import AgentCheck
from lib2to3 import refactor
from sandpiper import python2, python2tokens

REWRITTEN = r'''
print
---
print "a"
---
print"a"
---
print 'a', b,
---
print ("a")
---
print ("a", b)
---
print("a"), "b"
---
print(x)(y)
---
print (x).y + 1
---
print -1
---
print not x
---
print lambda x: x
---
print x if y else z
---
print "a"if x else"b"
---
print [1, 2], {1: 2}, x[1:2]
---
print "%s" % (a,), # comment, here
---
print >>f, "x", y
---
print >>sys.stderr, "x",
---
print >> f , x<>1 , 010
---
if x: print "a"; print "b"
---
if x:
	print "tab"
else: print
---
for i in x: print i,
print
---
while 1: print 1; break
---
with x as y: print y
---
print "a" \
   "b", \
   c
---
print ("a" +
   "b"), c
---
print """a
b""", c
raise E, "x"
---
print "\
a"
---
x = 1; \
print x
---
print a  # b
# c
print # d
---
f = lambda: 1; print "a"
---
try:
    pass
except X, e:
    pass
---
try:
    pass
except (A, B), e: print e
---
try:
    pass
except (A, B) as e: print e
---
try: pass
except: print 1
---
raise E, "x"
---
raise a.E,f(x, y) # why
---
raise E , x if y else z
---
raise E, lambda x: x
---
raise E, -1
---
raise E("x"); print 1
---
x = 0777 + 10L + 0xFFL + 00 + 0 + 1.5 + 1e5
---
x <> y and z<>1
---
print "é", u'é'; x <> 1
---
class A:
    def f(self):
        print self.x
        if self.x<>1: raise E, "x"
        return 0644
---
d = {'print': 1}; d['print'] <> 2
'''

# What is left to lib2to3, or to nobody.
LEFT = r'''
print >>f
---
print `x`
---
print *x
---
print x=1
---
print x for x in y
---
print "x" "y", \
---
raise E, ("x", y)
---
raise E, "x", tb
---
raise E, None
---
raise E, *x
---
try: pass
except A, (x, y): pass
---
x = 09
---
print x.func_name
---
from __future__ import print_function; x <> y
'''


def places(tree):
    return [(type(node).__name__, node.lineno) for node in ast.walk(tree) if hasattr(node, 'lineno')]


class Python2TokensCheck(AgentCheck):
    def check(self, instance):
        tool = refactor.RefactoringTool(['lib2to3.fixes.fix_' + name for name in python2._FIXERS.split()])
        for text in REWRITTEN.split('---\n'):
            text = python2._with_spaces(text.lstrip('\n'))
            ours = python2tokens.rewrite(text)
            ours, theirs = ast.parse(ours), ast.parse(str(tool.refactor_string(text, 'script')))
            assert ast.dump(ours) == ast.dump(theirs), (text, ast.dump(ours), ast.dump(theirs))
            assert places(ours) == places(theirs), (text, places(ours), places(theirs))
        for text in LEFT.split('---\n'):
            try:
                made = python2tokens.rewrite(text)
            except python2tokens.Unknown:
                continue
            raise AssertionError('%r became %r' % (text, made))
        # lib2to3 loses a line here.
        assert python2tokens.rewrite('raise E, \\\n  "x"\n').count('\n') == 2
        self.gauge('compared', 1)
