"""Public clients, unchanged, against the simulated site. Ends with 1 where one of them saw something unexpected.

Their `sleep` alone is replaced, by one that moves the site's clock.
"""

import sys

import v2
import v3
import v3_team

failed = v2.run() + v3.run() + v3_team.run()
print("every client saw what it expected" if not failed else f"{failed} mismatches")
sys.exit(failed > 0)
