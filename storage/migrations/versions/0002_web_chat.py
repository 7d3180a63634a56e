"""the web chat's logins and messages"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('login',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('opened_at', sa.String(), nullable=False),
    sa.Column('ended_at', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_login_token_hash'))
    )
    op.create_index(op.f('ix_login_account'), 'login', ['account'], unique=False)
    op.create_table('web_message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
              autoincrement=True, nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('change', sa.BigInteger(), nullable=False),
    sa.Column('sender', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_message')),
    sa.UniqueConstraint('account', 'client_id', name=op.f('uq_web_message_account_client_id'))
    )
    op.create_index(op.f('ix_web_message_account_change'), 'web_message', ['account', 'change'],
                    unique=False)
    op.create_index(op.f('ix_web_message_account_id'), 'web_message', ['account', 'id'],
                    unique=False)


def downgrade() -> None:
    op.drop_table('web_message')
    op.drop_table('login')
